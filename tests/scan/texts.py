"""Invented texts of many scripts, and edited copies of them."""

import random
from functools import cache

import polars as pl

from copydesk.scan.minhash import signatures

LETTERS = {
    "English": ("abcdefghijklmnoprstuvwy", " "),
    "Russian": ("абвгдежзиклмнопрстуфхцчшыя", " "),
    "Arabic": ("ابتجحدرسشصعغفقكلمنهوي", " "),
    "Hindi": ("कखगचजटडतदनपबमयरलवशसहािीुूेो", " "),
    "Korean": ("가나다라마바사아자차카타파하고노도로모보소오조", " "),
    "Chinese": ("".join(chr(c) for c in range(0x4E00, 0x5200)), ""),
    "Japanese": ("".join(chr(c) for c in (*range(0x3042, 0x3094), *range(0x30A2, 0x30F3), *range(0x4E00, 0x4E80))), ""),
    "Thai": ("กขคงจชดตทนบปพมยรลวสหาิีุูเแโ", ""),
    "Lao": ("ກຂຄງຈຊດຕທນບປພມຍຣລວສຫາິີຸູເແໂ", ""),
    "Khmer": ("កខគងចជដតទនបពមយរលវសហាិីុូេែោ", ""),
    "Burmese": ("ကခဂငစဆတထဒနပဖဘမယရလဝသဟာိီုူေ", ""),
}
SCRIPTS = sorted(LETTERS)


def words_of(script, rng, count):
    letters, _ = LETTERS[script]
    return ["".join(rng.choices(letters, k=rng.randint(2, 8))) for _ in range(count)]


def article(script, seed, words=300):
    rng = random.Random(f"{script}{seed}")
    vocabulary = words_of(script, rng, words)
    return LETTERS[script][1].join(rng.choices(vocabulary, k=words))


def edited(script, text, seed, rate):
    """A copy with words (or characters) replaced, left out and put in."""
    rng, joint = random.Random(f"{seed}{text[:20]}"), LETTERS[script][1]
    units = text.split(" ") if joint else list(text)
    copy = []
    for unit in units:
        if rng.random() >= rate:
            copy.append(unit)
        else:
            copy += rng.choice(([], words_of(script, rng, 1), [unit, *words_of(script, rng, 1)]))
    return joint.join(copy)


def exact(script, one, other):
    joint = LETTERS[script][1]
    size = 3 if joint else 4
    sets = []
    for text in (one, other):
        units = text.split() if joint else text
        sets.append({tuple(units[n : n + size]) for n in range(len(units) - size + 1)})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def signed(*bodies):
    return signatures(pl.Series(bodies, dtype=pl.String))


@cache
def originals_and_copies():
    """Twenty originals of each script, each followed by an edited copy, and what is exact of them."""
    bodies, similar = [], []
    for script in SCRIPTS:
        for seed in range(20):
            text = article(script, seed)
            copy = edited(script, text, seed, 0.002 * (seed + 1))
            bodies += [text, copy]
            similar.append(exact(script, text, copy))
    return bodies, similar
