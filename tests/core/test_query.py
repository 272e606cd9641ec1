"""The words that search knows a mail by."""

from severa_desktop.core.query import MAX_TERMS, TypedTerm, index_terms, mail_terms, people_terms, typed_terms
from tests.core.made import ANNAS, PIETS, decided, mail


def test_each_word_stands_once_in_folded_form() -> None:
    assert sorted(mail_terms("Zoë ZOE", "straße zoe", ["Tekening.pdf"]).split()) == [
        "pdf",
        "strasse",
        "tekening_pdf",
        "zoe",
    ]


def test_words_in_any_alphabet() -> None:
    assert set(index_terms(["Привет Zoë 会議 ①"]).split()) == {"привет", "zoe", "会議", "1"}


def test_words_with_marks_inside_are_found_only_where_their_pieces_stand_together() -> None:
    assert set(index_terms(["piet@bakery.example"]).split()) == {"piet_bakery", "bakery_example", "example"}
    assert typed_terms("piet@bak") == (TypedTerm("piet_bak", is_prefix=True),)


def test_of_several_typed_pieces_only_the_last_may_be_a_part() -> None:
    assert typed_terms("anna piet@bakery.ex") == (
        TypedTerm("anna", is_prefix=True),
        TypedTerm("piet_bakery", is_prefix=False),
        TypedTerm("bakery_ex", is_prefix=True),
    )


def test_people_are_found_by_name_and_address() -> None:
    activity = decided(mail(ANNAS, PIETS)).activity
    assert activity
    assert {"anna", "vries", "anna_acme", "piet", "jansen", "bakery_example"} <= set(people_terms(activity).split())


def test_of_absurdly_many_words_some_are_left_out() -> None:
    text = " ".join(f"w{number}" for number in range(MAX_TERMS + 10))
    assert len(index_terms([text, "more"]).split()) == MAX_TERMS


def test_nothing_typed_asks_for_nothing() -> None:
    assert typed_terms(" *-. ") == ()
