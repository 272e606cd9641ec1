"""The words that search knows a mail by."""

from severa_desktop.core.query import MAX_TERMS, TypedTerm, index_terms, mail_terms, typed_terms


def test_each_word_stands_once_in_folded_form() -> None:
    assert sorted(mail_terms("Zoë ZOE", "straße zoe", ["Tekening.pdf"]).split()) == [
        "pdf",
        "strasse",
        "tekening_pdf",
        "zoe",
    ]


def test_words_with_marks_inside_are_found_only_where_their_pieces_stand_together() -> None:
    assert set(index_terms(["piet@bakery.example"]).split()) == {"piet_bakery", "bakery_example", "example"}
    assert typed_terms("piet@bak") == (TypedTerm("piet_bak", is_prefix=True),)


def test_of_absurdly_many_words_some_are_left_out() -> None:
    text = " ".join(f"w{number}" for number in range(MAX_TERMS + 10))
    assert len(index_terms([text, "more"]).split()) == MAX_TERMS


def test_nothing_typed_asks_for_nothing() -> None:
    assert typed_terms(" *-. ") == ()
