"""Signatures of bodies, and the near duplicates that are found by them."""

import random

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.scan import minhash, neighbours
from copydesk.scan.minhash import BANDS, MAX_BYTES, MIN_SHINGLES, SAMPLED_OF, SLOTS, Signatures, concat, signatures
from copydesk.scan.neighbours import contained, near_duplicates

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
    size = 3 if joint else 5
    sets = []
    for text in (one, other):
        units = text.split() if joint else text
        sets.append({tuple(units[n : n + size]) for n in range(len(units) - size + 1)})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def signed(*bodies):
    return signatures(pl.Series(bodies, dtype=pl.String))


def same(one, other):
    names = ("minhash", "size", "sample", "sampled")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def similarity(one, other):
    whole = signed(one, other)
    assert whole.size.all()
    return float((whole.minhash[0] == whole.minhash[1]).mean())


def groups(bodies, **options):
    """What is near, as groups of texts: they do not depend on the order."""
    twins = near_duplicates(signed(*bodies), **options)
    group = {n: {n} for n in range(len(bodies))}
    for one, other in zip(twins.article.tolist(), twins.first.tolist(), strict=True):
        group[one] |= group[other]
        for member in group[one]:
            group[member] = group[one]
    return {frozenset(bodies[n] for n in members) for members in group.values() if len(members) > 1}


@pytest.fixture(scope="module")
def batch():
    """Twenty originals of each script, each followed by an edited copy, and what is exact of them."""
    bodies, similar = [], []
    for script in SCRIPTS:
        for seed in range(20):
            text = article(script, seed)
            copy = edited(script, text, seed, 0.002 * (seed + 1))
            bodies += [text, copy]
            similar.append(exact(script, text, copy))
    return bodies, similar


@pytest.mark.parametrize("script", SCRIPTS)
def test_copies_have_the_same_signature(script):
    whole = signed(article(script, 1), article(script, 2), article(script, 1))
    assert (whole.minhash[0] == whole.minhash[2]).all()
    assert (whole.minhash[0] == whole.minhash[1]).mean() < 0.05
    assert whole.size[0] == whole.size[2] > 0


@pytest.mark.parametrize("script", SCRIPTS)
def test_estimates_are_near_the_exact_similarity(script):
    for rate in (0.005, 0.02, 0.05, 0.1):
        text = article(script, 3, words=400)
        copy = edited(script, text, 3, rate)
        assert abs(similarity(text, copy) - exact(script, text, copy)) < 0.15


def test_near_copies_are_found_and_no_others(batch):
    bodies, similar = batch
    twins = near_duplicates(signed(*bodies))
    found = dict(zip(twins.article.tolist(), twins.first.tolist(), strict=True))
    assert all(one == other + 1 and other % 2 == 0 for one, other in found.items())
    assert all(2 * n + 1 in found for n, exactly in enumerate(similar) if exactly >= 0.8)
    assert all(similar[other // 2] >= 0.5 for other in found.values())
    assert sum(exactly >= 0.8 for exactly in similar) > 50
    assert np.abs(twins.jaccard - [similar[first // 2] for first in twins.first]).max() < 0.15


def test_the_order_of_the_articles_changes_no_group(batch):
    bodies, _ = batch
    bodies = bodies[::3] + bodies[1::3]
    shuffled = list(bodies)
    random.Random(2).shuffle(shuffled)
    assert groups(bodies) == groups(shuffled) == groups(bodies[::-1])


@pytest.mark.parametrize("size", [1, 7, 100])
def test_the_size_of_the_blocks_changes_nothing(batch, size):
    bodies = pl.Series(batch[0][::4])
    whole = signatures(bodies)
    parts = concat([signatures(bodies.slice(first, size)) for first in range(0, len(bodies), size)])
    assert same(whole, parts)


def test_the_chunks_inside_change_nothing(batch, monkeypatch):
    bodies = pl.Series(batch[0][::4])
    whole = signatures(bodies)
    for name, value in (("CHUNK_BYTES", 3_000), ("MAX_LEFT", 500), ("MAX_ROWS", 9)):
        monkeypatch.setattr(minhash, name, value)
        parts = signatures(bodies)
        assert same(whole, parts)


def test_null_and_short_bodies_never_pair():
    short = " ".join(f"word{n}" for n in range(MIN_SHINGLES - 2))
    same = " ".join(["the same words again and again"] * 100)
    whole = signed(None, None, "", "", short, short, same, same, "。" * 500, "。" * 500, "天气" * 500, "天气" * 500)
    assert not whole.size.any()
    assert len(near_duplicates(whole)) == 0


def test_a_size_is_about_the_number_of_distinct_shingles():
    for words in (40, 200, 1_000, 5_000):
        text = " ".join(f"w{n}" for n in range(words))
        for repeated in (text, "\n".join([text] * 3)):
            assert int(signed(repeated).size[0]) == pytest.approx(words, rel=0.3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“", '"'),
        ("’", "'"),
        ("—", "-"),
        (" ", "\u00a0"),
        (" ", "\n\n"),
        (" ", "\u3000"),
        ("«", "„"),
        ("…", "..."),
        ("，", ", "),
        ("؟", "?"),
        ("।", "."),
        ("E", "e"),
    ],
)
@pytest.mark.parametrize("script", ["English", "Chinese", "Hindi", "Thai"])
def test_punctuation_spaces_and_ascii_case_do_not_count(script, one, other):
    words = words_of(script, random.Random(8), 100)
    between = LETTERS[script][1]
    mark = "Era " if one == "E" else one
    text = "".join(f"{word}{between}{mark}{between}" for word in words)
    assert similarity(text, text.replace(one, other)) == 1


def test_what_stands_around_a_body_in_its_block_does_not_count():
    text = article("English", 5)
    alone = signed(text)
    for neighbour in ("x", "เ", "書", "word\n", "。", "a" * 20, None):
        among = signed(neighbour, text, neighbour)
        assert (among.minhash[1] == alone.minhash[0]).all()
        assert among.size[1] == alone.size[0]


def test_texts_may_mix_scripts():
    text = "\n".join(article(script, 6, words=60) for script in SCRIPTS)
    assert 0.7 < similarity(text, text.replace("ก", "ข").replace("天", "地") + " and a few more words") <= 1
    mixed = "".join(f"{a}iPhone {b}" for a, b in zip(article("Chinese", 7), article("Japanese", 7), strict=False))
    other = "".join(f"{a}iPhone {b}" for a, b in zip(article("Chinese", 8), article("Japanese", 8), strict=False))
    assert similarity(mixed, mixed + "完") > 0.95
    assert similarity(mixed, other) < 0.2


def test_rare_ideographs_are_characters_of_their_own():
    text = "".join(chr(0x20000 + random.Random(n).randrange(5_000)) for n in range(300))
    assert int(signed(text).size[0]) == pytest.approx(296, rel=0.25)
    assert similarity(text, text[:150] + "x" + text[150:]) > 0.9


def test_of_a_very_long_body_only_the_beginning_counts():
    beginning = " ".join(f"w{n}" for n in range(MAX_BYTES // 6))[:MAX_BYTES]
    whole = signed(f"{beginning} end", f"{beginning} and another end of it" * 2, beginning)
    assert (whole.minhash == whole.minhash[0]).all()


def test_equal_bodies_are_twins_of_the_first():
    text = article("English", 9)
    twins = near_duplicates(signed(None, text, article("Thai", 9), text, "short", text))
    assert twins.article.tolist() == [3, 5]
    assert twins.first.tolist() == [1, 1]
    assert twins.jaccard.tolist() == [1, 1]


def test_no_twin_of_a_chain_of_revisions_is_unlike_what_it_is_said_to_be_like():
    words = [f"w{n}" for n in range(2_000)]
    bodies = [" ".join(words[60 * n : 60 * n + 600]) for n in range(20)]
    twins = near_duplicates(signed(*bodies))
    assert set(twins.article.tolist()) >= set(range(1, 20)) - {19}
    for one, other in zip(twins.article.tolist(), twins.first.tolist(), strict=True):
        assert exact("English", bodies[one], bodies[other]) >= 0.5


def test_a_bucket_of_forms_hides_no_pair():
    rng = random.Random(4)
    form = [f"form{n}" for n in range(200)]

    def filled(text, rate):
        return [f"x{rng.random()}" if rng.random() < rate else word for word in text]

    bodies = [" ".join(filled(form, 0.17)) for _ in range(400)]
    pair = filled(form, 0.17)
    bodies[20], bodies[300] = " ".join(pair), " ".join(filled(pair, 0.01))
    twins = near_duplicates(signed(*bodies), min_jaccard=0.8)
    assert dict(zip(twins.article.tolist(), twins.first.tolist(), strict=True)) == {300: 20}


def test_a_bucket_that_all_share_stays_linear(monkeypatch):
    compared = []
    rng = np.random.default_rng(1)
    rows = np.tile(rng.integers(0, 256, SLOTS, dtype=np.uint8), (2_000, 1))
    differs = rng.random(rows.shape) < 0.5
    differs[:, :6] = False
    rows[differs] = rng.integers(0, 256, int(differs.sum()), dtype=np.uint8)
    nothing = np.zeros(2_000, dtype=np.uint32)
    whole = Signatures(rows, nothing + 100, nothing[:0], nothing)
    honest = neighbours._Kinds.jaccard
    monkeypatch.setattr(
        neighbours._Kinds, "jaccard", lambda self, a, b: (compared.append(len(a)), honest(self, a, b))[1]
    )
    assert len(near_duplicates(whole)) == 0
    assert 2_000 < sum(compared) < 2_000 * 10


def test_parts_of_nothing():
    assert len(concat([])) == 0
    assert len(signed()) == 0
    assert len(near_duplicates(concat([]))) == 0
    assert len(near_duplicates(signed(None))) == 0
    assert len(contained(concat([]))) == 0
    assert len(contained(signed(None, "short"))) == 0


pieces = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from(["\x00", "\n", "𠀋", "ア", "ก", "é", "“", "，", "Ａ", "가", "x" * 17, "اً", "\u2028", "😀"]),
    st.text("天地abกข ", max_size=80),
)
texts = st.one_of(st.none(), st.lists(pieces, max_size=12).map("".join))


@given(st.lists(texts, max_size=8))
@example([])
@example([None])
@example(["𠀋", "𠀋x", "x𠀋", "\x00", "é", "“"])
def test_any_text_has_a_signature(several):
    whole = signed(*several)
    assert whole.minhash.shape == (len(several), SLOTS)
    assert whole.minhash.dtype == np.uint8
    assert whole.size.dtype == np.uint32
    assert whole.band(BANDS - 1).shape == (len(several),)
    twins = near_duplicates(whole)
    assert (twins.first < twins.article).all()
    assert (twins.jaccard >= 0.7).all()
    held = contained(whole)
    assert len(held.within) == len(held.containment) == len(held)
    assert whole.sampled.sum() == len(whole.sample)
    for number, text in enumerate(several):
        alone = signed(text)
        assert (alone.minhash[0] == whole.minhash[number]).all()
        assert alone.size[0] == whole.size[number]


def test_a_slice_of_a_longer_series_is_read_where_it_begins():
    bodies = pl.Series([article("English", n) for n in range(6)])
    assert (signatures(bodies.slice(2, 3)).minhash == signatures(bodies).minhash[2:5]).all()


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_part_is_contained_in_the_whole_and_not_the_whole_in_the_part(script):
    joint = LETTERS[script][1]
    wholes = [article(script, seed, words=1_200) for seed in range(8)]
    parts = [text[: len(text) // 2] for text in wholes]
    between = f"{joint}{article(script, 99, words=60)}{joint}"
    held = contained(signed(*parts, *(f"{text[:300]}{between}{text[300:]}" for text in wholes)))
    assert dict(zip(held.article.tolist(), held.within.tolist(), strict=True)) == {n: n + 8 for n in range(8)}
    assert (held.containment > 0.8).all()
    assert len(near_duplicates(signed(*parts, *wholes))) == 0


def test_unrelated_articles_with_the_same_end_are_not_contained():
    footer = article("English", 50, words=150)
    bodies = [f"{article('English', seed, words=300)}\n{footer}" for seed in range(100, 160)]
    assert len(contained(signed(*bodies))) == 0


def test_the_order_changes_nothing_of_what_is_contained():
    bodies = [article("Thai", seed, words=500) for seed in range(12)]
    bodies += [text[200 : 200 + 60 * (seed + 10)] for seed, text in enumerate(bodies)]
    pairs = []
    for order in (bodies, bodies[::-1], bodies[::2] + bodies[1::2]):
        held = contained(signed(*order))
        pairs.append({(order[a], order[b]) for a, b in zip(held.article.tolist(), held.within.tolist(), strict=True)})
    assert pairs[0] == pairs[1] == pairs[2]
    assert len(pairs[0]) == 12


def test_of_equal_articles_the_later_is_contained_in_the_earlier():
    text = article("English", 9, words=500)
    held = contained(signed(text, None, text))
    assert held.article.tolist() == [2]
    assert held.within.tolist() == [0]
    assert held.containment.tolist() == [1]


def test_what_is_sampled_is_one_shingle_in_so_many():
    text = " ".join(f"w{n}" for n in range(20_000))
    whole = signed("short", text)
    assert int(whole.sampled[1]) == pytest.approx(20_000 / SAMPLED_OF, rel=0.1)
    assert whole.sampled[0] == 0
    assert (np.diff(whole.sample.astype(np.int64)) > 0).all()


def test_lists_that_all_share_stay_linear(monkeypatch):
    compared = []
    footer = article("English", 50, words=200)
    bodies = [f"{article('English', seed, words=40)} {footer}" for seed in range(600)]
    honest = neighbours._shared
    monkeypatch.setattr(neighbours, "_shared", lambda s, a, b: (compared.append(len(a)), honest(s, a, b))[1])
    contained(signed(*bodies))
    assert sum(compared) < 600 * 12
