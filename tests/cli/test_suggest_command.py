"""`suggest`: for activities and for rejected mails, in JSON and in words."""

from tests.cli.program import Program, mail

STRANGER = "Karin <karin@bakery.example>"


def filled(program: Program) -> Program:
    """Take in an activity with a stranger, one linked to everything, and a mail without a user."""
    mails = [
        mail(1, To=STRANGER, Subject="Re: [1001] offer"),
        mail(2, Cc="1001.acme@severamail.com"),
        mail(3, From=STRANGER, To="dirk@acme.example", Subject="Hello"),
    ]
    paths = [program.write(f"{number}.eml", each) for number, each in enumerate(mails, 1)]
    assert program.run("import", *paths).code == 1
    return program


def test_in_words(ready: Program) -> None:
    result = filled(ready).well("suggest")
    assert "severa-desktop link" in result.err
    assert result.out == (
        "1  Re: [1001] offer\n"
        "    Link to project 1001 Webshop. Its number stands in the subject.\n"
        "    Link to customer Bakkerij Jansen BV. Contact persons of this customer have addresses at bakery.example, "
        "as karin@bakery.example on the mail.\n"
        "    Add karin@bakery.example as contact person of Bakkerij Jansen BV. Contact persons of this customer have "
        "addresses at bakery.example, as karin@bakery.example on the mail.\n"
    )


def test_in_json(ready: Program) -> None:
    row = filled(ready).well("suggest", "--json", "1", "1", "2").row
    assert row == {
        "activity_id": 1,
        "suggestions": [
            {
                "kind": "link_project",
                "project": {"number": 1001, "name": "Webshop", "kind": "project"},
                "why": {"reason": "number_in_subject", "number": 1001},
            },
            {
                "kind": "link_customer",
                "customer": {"key": "c1", "name": "Bakkerij Jansen BV"},
                "why": {"reason": "company_domain", "address": "karin@bakery.example", "domain": "bakery.example"},
            },
            {
                "kind": "add_contact",
                "address": "karin@bakery.example",
                "name": "Karin",
                "customer": {"key": "c1", "name": "Bakkerij Jansen BV"},
                "why": {"reason": "company_domain", "address": "karin@bakery.example", "domain": "bakery.example"},
            },
        ],
    }


def test_for_rejected_mails(ready: Program) -> None:
    program = filled(ready)
    row = program.well("suggest", "--rejected", "--json").row
    assert row["rejected_id"] == 1
    assert program.well("suggest", "--rejected").out.splitlines()[:2] == [
        "1  Hello",
        "    Add dirk@acme.example as user. Users have addresses at acme.example too.",
    ]


def test_nothing_to_suggest(ready: Program) -> None:
    result = filled(ready).well("suggest", "2")
    assert (result.out, result.err) == ("", "There is nothing to suggest.\n")
    assert ready.well("suggest", "2", "--json").out == ""


def test_an_id_that_is_not_there(ready: Program) -> None:
    for arguments in (["7"], ["7", "--rejected"]):
        result = ready.run("suggest", *arguments)
        assert result.code == 2
        assert "7" in result.err
