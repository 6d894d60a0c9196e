"""Trains Stanza's tagger and tokeniser with Stanza's own code, on what may train what ships.

    python models/recipes/stanza_fa.py names     people, bodies and places (half an hour of a core)
    python models/recipes/stanza_fa.py words     words and sentences (minutes)

They go to ``build/stanza_fa/`` and are measured, not shipped: see ``models/README.md``. Needs
``pip install 'neshast[stanza]'`` and the folder that NESHAST_DATA names.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "evaluation"))

import build
import texts
import treebanks

from neshast.engines.stanza_fa import words_of

TARGET = build.ROOT / "build" / "stanza_fa"
# More threads than one gain little on sentences, and the machine may have other work.
_THREADS = 1
# Sentences that Stanza learns to cut apart stand together in a paragraph.
_PARAGRAPH = 10

app = typer.Typer(no_args_is_help=True, help="Stanza's models, trained here.")


@app.command()
def names(steps: Annotated[int, typer.Option(help="Batches to train on.")] = 2500) -> None:
    """A tagger without word vectors or character models, which none may ship."""
    from stanza.models import ner_tagger

    _start()
    tweets = build.data_folder() / "ner_parstwiner_peyma" / "parstwiner" / "dev.txt"
    dev = [*texts.reports(build.ROOT / "corpora" / "dev"), *build.annotated(tweets)]
    for part, labelled in (
        ("train", build.labelled_texts(*build.AMOUNTS["names_fast"])),
        ("dev", dev),
    ):
        rows = json.dumps(list(_rows(labelled)), ensure_ascii=False)
        (TARGET / f"{part}.json").write_text(rows, encoding="utf-8")
    ner_tagger.main(
        f"""--shorthand fa_neshast --train_file {TARGET}/train.json
        --eval_file {TARGET}/dev.json --save_dir {TARGET} --save_name ner.pt --cpu
        --no_pretrain --word_emb_dim 50 --char_emb_dim 32 --char_hidden_dim 64 --hidden_dim 128
        --dropout 0.4 --word_dropout 0.05 --optim adam --lr 0.002 --min_lr 0.0002
        --max_steps {steps} --eval_interval 500 --log_step 100""".split()
    )


def _rows(labelled: Iterable[texts.Text]) -> Iterator[list[dict[str, str]]]:
    """Sentences as Stanza reads them; a sign inside an entity belongs to it."""
    for tokens, tags in build.sentences(labelled):
        words, numbers = words_of(tokens)
        row: list[dict[str, str]] = []
        following = "O"
        for word, number in zip(reversed(words), reversed(numbers), strict=True):
            if number is not None:
                following = tags[number]
            tag = "O" if number is None and following[0] == "B" else following
            row.append({"text": word, "ner": tag})
        yield row[::-1]


@app.command()
def words(steps: Annotated[int, typer.Option(help="Batches to train on.")] = 800) -> None:
    """A tokeniser and sentence splitter from iPerUDT, the one treebank that is CC0."""
    from stanza.models import tokenizer

    _start()
    for part in ("train", "dev"):
        file = build.data_folder() / "ud_iperudt" / f"iPerUDT_{part}.conllu"
        _write_labels(part, treebanks.read(file))
    no_parts = TARGET / "mwt.json"
    no_parts.write_text("[]", encoding="utf-8")
    tokenizer.main(
        f"""--shorthand fa_neshast --lang fa --cpu --save_dir {TARGET} --save_name words.pt
        --txt_file {TARGET}/train.txt --label_file {TARGET}/train.labels
        --dev_txt_file {TARGET}/dev.txt --dev_label_file {TARGET}/dev.labels
        --dev_conll_gold {TARGET}/dev.conllu --mwt_json_file {no_parts} --no_use_mwt
        --max_seqlen 300 --steps {steps} --report_steps 200""".split()
    )


def _write_labels(part: str, bank: treebanks.Treebank) -> None:
    """The text, a label for each of its characters, and the surface words as CoNLL-U.

    A label is 1 where a word ends, 2 where a sentence does, else 0.
    """
    text, labels = list(bank.text), ["0"] * len(bank.text)
    conll: list[str] = []
    words = sorted(bank.words)
    for number, (start, end) in enumerate(sorted(bank.sentences)):
        inside = [word for word in words if start <= word[0] < end]
        for _, last in inside:
            labels[last - 1] = "1"
        labels[inside[-1][1] - 1] = "2"
        for i, (a, b) in enumerate(inside, 1):
            conll.append(f"{i}\t{bank.text[a:b]}\t_\tX\t_\t_\t{int(i > 1)}\tdep\t_\t_")
        conll.append("")
        if number % _PARAGRAPH == 0 and start:
            text[start - 1] = labels[start - 1] = "\n\n"
    (TARGET / f"{part}.txt").write_text("".join(text), encoding="utf-8")
    (TARGET / f"{part}.labels").write_text("".join(labels), encoding="utf-8")
    (TARGET / f"{part}.conllu").write_text("\n".join(conll) + "\n", encoding="utf-8")


def _start() -> None:
    import torch

    torch.set_num_threads(_THREADS)
    TARGET.mkdir(parents=True, exist_ok=True)


if __name__ == "__main__":
    app()
