"""Tables of articles: delimiters, quoting, columns, rows that are none."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import InputError, UsageError
from detente.ingest import Failure, read_documents
from detente.ingest.csvs import FIELDS, parse_columns, read_csv
from detente.types import Document

LONG = "Ein langer Satz, in Worten; mit Zeichen. " * 20_000


def rows(text: str, name: str = "a.csv", /, **columns: str) -> list[Document | InputError]:
    return list(read_csv(text, name, columns=columns or None))


def texts(text: str, name: str = "a.csv") -> list[str]:
    return [d.text if isinstance(d, Document) else d.code for d in rows(text, name)]


def test_a_row_is_a_document() -> None:
    (document,) = rows(
        "id,headline,body,date,url,outlet,lang,words\n"
        "7,Treffen,Der Satz.,2022-02-23,http://a.example/1,Das Blatt,de-AT,2\n"
    )
    assert isinstance(document, Document)
    assert (document.id, document.title, document.text) == ("7", "Treffen", "Der Satz.")
    assert document.published == dt.date(2022, 2, 23)
    assert (document.url, document.publisher) == ("http://a.example/1", "Das Blatt")
    assert (document.language, document.source) == ("de", "a.csv, row 2")


def test_what_a_row_does_not_tell_stays_unknown() -> None:
    (document,) = rows("text,title,date,url\nDer Satz.,,,\n")
    assert isinstance(document, Document)
    facts = (document.title, document.published, document.url, document.publisher)
    assert facts == (None,) * 4 and document.language is None
    assert document.id == rows("text\nDer Satz.\n")[0].id  # type: ignore[union-attr]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_are_told_apart(delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["id", "text", "date"])
    for n in range(5):
        writer.writerow([n, f'Er kam, sah; siegte\tund sagte "{n}".\nZeile.', "2022-02-23"])
    found = rows(out.getvalue())
    assert [d.text for d in found if isinstance(d, Document)] == [
        f'Er kam, sah; siegte\tund sagte "{n}".\nZeile.' for n in range(5)
    ]


def test_a_delimiter_that_only_the_texts_have_is_not_taken() -> None:
    assert texts("text;date\n" + "eins, zwei, drei;2022-02-23\n" * 3) == ["eins, zwei, drei"] * 3
    assert texts("text\neins; zwei\ndrei\n") == ["eins; zwei", "drei"]


def test_the_line_that_spreadsheets_write_is_obeyed() -> None:
    assert texts("sep=|\ntext|date\neins, zwei|2022-02-23\n") == ["eins, zwei"]


def test_marks_that_are_escaped_instead_of_doubled() -> None:
    assert texts('id,text\n1,"Er sagte \\"Nein\\", und ging"\n2,"b"\n') == [
        *('Er sagte "Nein", und ging', "b"),
    ]


def test_tabs_without_quoting() -> None:
    assert texts('id\ttext\n1\t"Nein" sagte er\n2\t"halb\n3\tc\n', "a.tsv") == [
        *('"Nein" sagte er', '"halb', "c"),
    ]
    assert texts('id\ttext\n1\t"a\tb\nc"\n', "a.tsv") == ["a\tb\nc"]


def test_big_fields() -> None:
    assert texts(f'text,id\n"{LONG}",1\n') == [LONG.strip()]


# columns


def test_columns_are_chosen() -> None:
    text = "text,body,when,body 2\nkurz,lang,2022-02-23,zwei\n"
    (document,) = rows(text, text="body", published="when")
    assert isinstance(document, Document)
    assert (document.text, str(document.published)) == ("lang", "2022-02-23")
    assert rows(text, text="BODY-2")[0].text == "zwei"  # type: ignore[union-attr]
    (document,) = rows("text,source\nkurz,Interview\n", publisher="")
    assert isinstance(document, Document) and document.publisher is None


@pytest.mark.parametrize(
    "header", ["Text", " BODY ", "full text", "Full-Text", "content", "Volltext", "Artikel"]
)
def test_names_of_the_text(header: str) -> None:
    assert texts(f"nr,{header}\n1,Der Satz.\n") == ["Der Satz."]


def test_the_columns_there_are_are_named() -> None:
    with pytest.raises(InputError) as caught:
        rows("nr,Leitartikel,Tag\n1,x,y\n")
    assert caught.value.code == "no-column"
    assert "'nr', 'Leitartikel', 'Tag'" in caught.value.message
    assert "--columns text=" in caught.value.message
    with pytest.raises(InputError) as caught:
        rows("nr,text\n1,x\n", text="Leitartikel")
    assert "'Leitartikel' for text" in caught.value.message
    with pytest.raises(InputError) as caught:
        rows(",".join(f"c{n}" for n in range(100)) + "\n")
    assert "60 more" in caught.value.message


def test_the_option() -> None:
    assert parse_columns("text=body, Published = Datum der Ausgabe,publisher=") == {
        "text": "body",
        "published": "Datum der Ausgabe",
        "publisher": "",
    }
    for wrong in ("", "text", "author=x", "text=a,text=b", "text=a,,url=b"):
        with pytest.raises(UsageError) as caught:
            parse_columns(wrong)
        assert caught.value.code == "bad-columns"
        assert all(field in caught.value.message for field in FIELDS)


# rows that are none


def test_rows_are_named_as_spreadsheets_count_them_and_the_rest_is_read() -> None:
    found = rows('id,text,date\n1,"a\nb",2022-02-23\n2,,\n3,c,23.2.2022\n\n5,d,2022-02-24\n')
    assert [d.text if isinstance(d, Document) else d.code for d in found] == [
        *("a\nb", "empty", "bad-date", "d"),
    ]
    assert [str(e).split(":")[0] for e in found if isinstance(e, InputError)] == [
        *("a.csv, row 3", "a.csv, row 4"),
    ]
    assert found[3].source == "a.csv, row 6"  # type: ignore[union-attr]


def test_a_row_with_too_many_fields_is_named() -> None:
    assert texts("id,text\n1,a\n2,b, und c\n3,d,,\n") == ["a", "bad-csv", "d"]


def test_a_row_with_too_few_fields_is_read() -> None:
    assert texts("text,date,url\na\nb,2022-02-23\n") == ["a", "b"]


def test_a_row_whose_marks_do_not_fit_is_named() -> None:
    found = rows('id,text\n1,a\n2,"Er sagte "Nein", und ging"\n3,c\n')
    assert [d.text if isinstance(d, Document) else d.code for d in found] == [
        *("a", "bad-csv", "c"),
    ]
    assert "row 3" in str(found[1])


def test_a_mark_that_is_never_closed_does_not_swallow_the_rest_unsaid() -> None:
    assert texts('id,text\n1,a\n2,"b\n3,c\n') == ["a", "bad-csv"]


@pytest.mark.parametrize("text", ["text\n", "text,date\n\n\n"])
def test_a_table_without_rows(text: str) -> None:
    assert [e.code for e in rows(text) if isinstance(e, InputError)] == ["empty"]


field = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\t\n\\'), max_size=30
)


@given(
    st.lists(st.tuples(field, field), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t"]),
)
def test_what_is_written_is_read(pairs: list[tuple[str, str]], delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["text", "title"])
    writer.writerows(pairs)
    # as many plain rows as tell the delimiter, whatever the others hold
    writer.writerows([("Satz", "Titel")] * 3)
    name = "a.tsv" if delimiter == "\t" else "a.csv"
    found = rows(out.getvalue(), name)
    wanted = [t.strip() for t, title in pairs if t.strip() or title.strip()]
    assert [d.text if isinstance(d, Document) else "" for d in found[:-3]] == wanted
    assert [d.text for d in found[-3:] if isinstance(d, Document)] == ["Satz"] * 3


# from files


def test_tables_in_files(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Titel;Inhalt;Datum\r\nGröße;Übung, „hier“;2022-02-23\r\n".encode("cp1252"))
    (document,) = read_documents([str(path)], max_bytes=1000, encoding="cp1252")
    assert isinstance(document, Document)
    assert (document.title, document.text) == ("Größe", "Übung, „hier“")
    (document,) = read_documents(
        [str(path)], max_bytes=1000, encoding="cp1252", columns={"text": "Titel"}
    )
    assert isinstance(document, Document) and document.text == "Größe"
    (item,) = read_documents([str(path)], max_bytes=1000)
    assert isinstance(item, Failure) and item.error.code == "bad-encoding"
    marked = tmp_path / "b.csv"
    marked.write_bytes("text;id\r\nGröße;1\r\n".encode("utf-8-sig"))
    (document,) = read_documents([str(marked)], max_bytes=1000)
    assert isinstance(document, Document) and document.text == "Größe"
