"""How pages look: screenshots beside those that were accepted, coarse enough for other fonts and versions of Chromium.

    pytest tests/reports/test_looks.py --snapshot-update

accepts new ones. A page is compared as a grid of 40 columns: the mean colour of each square. The pictures were made
with Liberation, whose letters are as wide as those of Times and Arial; where pages are set in other fonts, nothing is
compared.
"""

import base64
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ACCEPTED = Path(__file__).parent / "looks"
WIDTH = 40  # squares across; a square of a wide page is 32 pixels
TOLERATED = 12  # of 255, the mean difference of a square's colour over the page
TOLERATED_FAR = 0.04  # share of squares that differ by more than a sixth of the scale
LINE, LINE_WIDTH = "The page proof", 610.8  # pixels, at a size of 100
VIEWS = {
    "front": ("index.html", 1280, "light"),
    "front-dark": ("index.html", 1280, "dark"),
    "front-telephone": ("index.html", 360, "light"),
    "article": ("articles/1.html", 1280, "light"),
}

# both pictures drawn small, their squares compared: [mean difference, share of squares far apart]
COMPARE = """async ([one, other, width]) => {
  const squares = async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = Math.round(width * image.height / image.width);
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const [a, b] = [await squares(one), await squares(other)];
  let sum = 0, far = 0;
  const count = Math.min(a.length, b.length) / 4;
  for (let n = 0; n < count; n++) {
    const apart = Math.max(...[0, 1, 2].map((c) => Math.abs(a[4 * n + c] - b[4 * n + c])));
    sum += apart;
    far += apart > 42;
  }
  return [sum / count, far / count];
}"""

MEASURE = """(line) => {
  const context = document.createElement('canvas').getContext('2d');
  context.font = `100px ${getComputedStyle(document.querySelector('h1')).fontFamily}`;
  return context.measureText(line).width;
}"""


def shot(chromium: Any, file: Path, width: int, scheme: str) -> bytes:
    page = chromium.new_page(viewport={"width": width, "height": 1000}, color_scheme=scheme)
    page.goto(file.as_uri())
    picture: bytes = page.screenshot()
    page.close()
    return picture


def small(chromium: Any, picture: bytes) -> bytes:
    """A fifth of the size, which is what is kept."""
    page = chromium.new_page()
    made = page.evaluate(
        """async (data) => {
          const image = new Image();
          image.src = `data:image/png;base64,${data}`;
          await image.decode();
          const canvas = document.createElement('canvas');
          canvas.width = image.width / 5;
          canvas.height = image.height / 5;
          const context = canvas.getContext('2d');
          context.imageSmoothingQuality = 'high';
          context.drawImage(image, 0, 0, canvas.width, canvas.height);
          return canvas.toDataURL('image/png').split(',')[1];
        }""",
        base64.b64encode(picture).decode(),
    )
    page.close()
    return base64.b64decode(made)


def difference(chromium: Any, one: bytes, other: bytes) -> tuple[float, float]:
    page = chromium.new_page()
    mean, far = page.evaluate(COMPARE, [base64.b64encode(one).decode(), base64.b64encode(other).decode(), WIDTH])
    page.close()
    return mean, far


@pytest.fixture(scope="module")
def _same_fonts(chromium: Any, render: Callable[[str], Path]) -> None:
    page = chromium.new_page()
    page.goto((render("broken") / "index.html").as_uri())
    width = page.evaluate(MEASURE, LINE)
    page.close()
    if abs(width - LINE_WIDTH) > 1:
        reason = f"headlines have other letters than in the accepted pictures: {width:.1f} instead of {LINE_WIDTH}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.mark.usefixtures("_same_fonts")
@pytest.mark.parametrize("name", VIEWS)
def test_pages_look_as_accepted(
    chromium: Any, render: Callable[[str], Path], request: pytest.FixtureRequest, name: str
) -> None:
    path, width, scheme = VIEWS[name]
    now = shot(chromium, render("broken") / path, width, scheme)
    accepted = ACCEPTED / f"{name}.png"
    if request.config.getoption("--snapshot-update"):
        ACCEPTED.mkdir(parents=True, exist_ok=True)
        accepted.write_bytes(small(chromium, now))
    mean, far = difference(chromium, now, accepted.read_bytes())
    assert mean <= TOLERATED, f"{name} differs by {mean:.1f} of 255; look at it, and accept it with --snapshot-update"
    assert far <= TOLERATED_FAR, f"{far:.0%} of {name} differ; look at it, and accept it with --snapshot-update"


def test_a_page_without_its_style_looks_otherwise(chromium: Any, render: Callable[[str], Path], tmp_path: Path) -> None:
    html = (render("broken") / "index.html").read_text(encoding="utf-8")
    bare = tmp_path / "bare.html"
    bare.write_text(html.replace("<style>", "<style>x"), encoding="utf-8")  # the policy's hash no longer fits
    mean, far = difference(chromium, shot(chromium, bare, 1280, "light"), (ACCEPTED / "front.png").read_bytes())
    assert mean > TOLERATED or far > TOLERATED_FAR
