"""
Writes the well-known colour maps beside this file, from the packages that publish them:

    pip install matplotlib==3.11.2 cmcrameri==1.10 && python assets/colour-maps/known.py

viridis (van der Walt and Smith 2015, dedicated to the public domain by CC0) and cividis (Nunez, Anderton and Renslow,
PLoS ONE 13(7), 2018) as Matplotlib has them; vik by Fabio Crameri (MIT licence, see LICENCES.md).
"""

import json
from pathlib import Path

from cmcrameri import cm
from matplotlib import colormaps

maps = {
    "viridis": ("sequential", colormaps["viridis"]),
    "cividis": ("sequential", colormaps["cividis"]),
    "vik": ("diverging", cm.vik),
}

for name, (kind, colour_map) in maps.items():
    colours = ["".join(f"{round(255 * share):02x}" for share in colour_map(i)[:3]) for i in range(256)]
    text = json.dumps({"name": name, "kind": kind, "colours": colours}, separators=(",", ":"))
    (Path(__file__).parent / f"{name}.json").write_text(text + "\n")
