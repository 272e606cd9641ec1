"""The list of what became of each mail: problems first, in words, and mails chosen of a preview."""

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from severa_desktop.core.model import Change, ChangeCode, Outcome
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.services.import_process import ImportLine
from severa_desktop.ui.importing.results import LINE, MAIL, OUTCOME, WHAT, ResultsModel, outcome_words, why
from severa_desktop.ui.theme import DARK, LIGHT

CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


def line(
    source: str = "mails/1.eml",
    outcome: Outcome = Outcome.ACTIVITY,
    *reasons: Reason,
    changes: Sequence[Change] = (),
    subject: str = "",
    customer: str = "",
    project: str = "",
) -> ImportLine:
    warnings = tuple(reason.code for reason in reasons if outcome is Outcome.ACTIVITY)
    refused = reasons[0].code if reasons and outcome in {Outcome.REJECTED, Outcome.FAILED} else None
    return ImportLine(
        source, outcome, refused, reasons, warnings, tuple(changes), 1, subject, 0, customer, project, "Anna de Vries"
    )


ACTIVITY = line("a.eml", subject="Offerte")
REJECTED = line("b.eml", Outcome.REJECTED, Reason(Code.NO_SEVERA_USER))
DUPLICATE = line("c.eml", Outcome.DUPLICATE)
ADDING = line("f.eml", Outcome.DUPLICATE, changes=[Change(ChangeCode.PROJECT_ADDED, number=1001)])
FAILED = line("d.eml", Outcome.FAILED, Reason(Code.NOT_AN_EMAIL))
WARNED = line("e.eml", Outcome.ACTIVITY, Reason(Code.PROJECT_CLOSED, number=1001))


@pytest.fixture
def model(qtbot: QtBot) -> Iterator[ResultsModel]:
    parent = QObject()
    made = ResultsModel(parent)
    # Whatever a test does, the signals of the model must tell the truth about its rows.
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, parent)
    yield made
    delete(parent)


def sources(model: ResultsModel) -> str:
    """Return the letters of the sources, in their order."""
    return "".join(model.line(row).source[0] for row in range(model.rowCount()))


def shown(model: ResultsModel, row: int, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    found: object = model.index(row, column).data(role)
    return found


def test_problems_come_first_and_each_kind_in_the_order_handed_over(model: ResultsModel) -> None:
    model.add([ACTIVITY, REJECTED, DUPLICATE])
    assert sources(model) == "bac"
    model.add([FAILED, WARNED])
    assert sources(model) == "bdace"
    model.add([])
    model.add([line("f.eml")])
    assert sources(model) == "bdacef"


def test_rows_that_are_looked_at_stay_the_same_while_problems_come_in_above_them(model: ResultsModel) -> None:
    model.add([ACTIVITY])
    followed = QPersistentModelIndex(model.index(0, MAIL))
    model.add([REJECTED, FAILED])
    assert followed.row() == 2
    assert followed.data(LINE) is ACTIVITY


def test_a_new_import_begins_empty(model: ResultsModel) -> None:
    model.add([ACTIVITY, REJECTED])
    model.begin(with_ticks=False)
    assert model.rowCount() == 0
    assert model.chosen_sources() == frozenset()


def test_it_is_a_flat_table_with_titles(model: ResultsModel) -> None:
    model.add([ACTIVITY])
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert titles == ["Result", "Mail", "What happened, and why"]
    assert model.data(QModelIndex()) is None


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.ACTIVITY, "Activity"),
        (Outcome.DUPLICATE, "Known already"),
        (Outcome.REJECTED, "Not imported"),
        (Outcome.FAILED, "Not readable"),
    ],
)
def test_outcomes_are_said_in_words_with_a_sign(model: ResultsModel, outcome: Outcome, words: str) -> None:
    assert outcome_words(outcome) == words
    model.add([line("x.eml", outcome, Reason(Code.NO_SEVERA_USER))])
    assert shown(model, 0, OUTCOME) == words
    picture = shown(model, 0, OUTCOME, Qt.ItemDataRole.DecorationRole)
    assert isinstance(picture, QIcon)
    assert not picture.pixmap(QSize(16, 16)).toImage().allGray() or outcome is Outcome.DUPLICATE


def test_warnings_have_a_sign_of_their_own(model: ResultsModel) -> None:
    model.add([ACTIVITY, WARNED])
    pictures = [shown(model, row, OUTCOME, Qt.ItemDataRole.DecorationRole) for row in (0, 1)]
    images = [picture.pixmap(QSize(16, 16)).toImage() for picture in pictures if isinstance(picture, QIcon)]
    assert len(images) == 2
    assert images[0] != images[1]


def test_problems_are_red_in_both_modes(model: ResultsModel, request: pytest.FixtureRequest) -> None:
    model.add([REJECTED, ACTIVITY])
    assert shown(model, 0, OUTCOME, Qt.ItemDataRole.ForegroundRole) == QColor(LIGHT.error)
    assert shown(model, 1, OUTCOME, Qt.ItemDataRole.ForegroundRole) is None
    request.getfixturevalue("dark")
    assert shown(model, 0, OUTCOME, Qt.ItemDataRole.ForegroundRole) == QColor(DARK.error)


@pytest.mark.parametrize(
    ("source", "subject", "text"),
    [
        ("/home/anna/mails/1.eml", "Offerte", "Offerte"),
        ("/home/anna/mails/1.eml", "", "1.eml"),
        ("/home/anna/old.mbox#12", "", "old.mbox#12"),
        ("/home/anna/mails.zip/sub/2.eml", "", "2.eml"),
        ("Pasted mail", "", "Pasted mail"),
    ],
)
def test_a_mail_is_called_by_its_subject_else_by_its_file(
    model: ResultsModel, source: str, subject: str, text: str
) -> None:
    model.add([line(source, subject=subject)])
    assert shown(model, 0, MAIL) == text


def test_tooltips_say_all_and_show_the_mail_s_own_words_as_they_are(model: ResultsModel) -> None:
    model.add([line("/mails/<1>.eml", subject="<b>Offerte</b> & <img src=x>", customer="<i>Bakery</i>")])
    tip = Qt.ItemDataRole.ToolTipRole
    subject, source, links = (
        "&lt;b&gt;Offerte&lt;/b&gt; &amp; &lt;img src=x&gt;",
        "/mails/&lt;1&gt;.eml",
        "&lt;i&gt;Bakery&lt;/i&gt;",
    )
    assert shown(model, 0, MAIL, tip) == f"<qt>{subject}<br>{source}<br>{links}</qt>"
    assert shown(model, 0, WHAT, tip) == "<qt>&lt;i&gt;Bakery&lt;/i&gt;</qt>"
    assert shown(model, 0, OUTCOME, tip) == "Activity"
    assert shown(model, 0, MAIL) == "<b>Offerte</b> & <img src=x>"


def test_why_names_the_links() -> None:
    assert why(line(customer="Bakery", project="1001 Web shop")) == "Bakery · 1001 Web shop"
    assert why(line(customer="Bakery")) == "Bakery"
    assert why(line()) == "Linked to no customer and no project"


def test_why_adds_the_warnings_each_once() -> None:
    closed = Reason(Code.PROJECT_CLOSED, number=1001)
    sentences = why(line("e.eml", Outcome.ACTIVITY, closed, closed, customer="Bakery"))
    assert sentences.startswith("Bakery  ")
    assert sentences.count("1001") == 1


def test_why_says_what_a_copy_added() -> None:
    added = Change(ChangeCode.PROJECT_ADDED, number=1001)
    assert why(line("c.eml", Outcome.DUPLICATE, changes=[added], customer="Bakery")) == (
        "Added to its activity: linked to project 1001.  Bakery"
    )
    assert why(line("c.eml", Outcome.DUPLICATE)).startswith("Nothing new.")


def test_why_of_a_refusal_is_its_own_reason_not_others() -> None:
    other = Reason(Code.PROJECT_CLOSED, number=1001)
    sentence = why(line("b.eml", Outcome.REJECTED, Reason(Code.SUBJECT_MISSING), other))
    assert sentence == "The mail has no subject. Severa makes no activity of such a mail."


def test_mails_of_a_preview_are_ticked_until_somebody_takes_the_tick_away(model: ResultsModel, qtbot: QtBot) -> None:
    model.begin(with_ticks=True)
    model.add([ACTIVITY])
    model.add([WARNED])
    role = Qt.ItemDataRole.CheckStateRole
    assert [shown(model, row, OUTCOME, role) for row in range(2)] == [CHECKED] * 2
    assert model.flags(model.index(0, OUTCOME)) & Qt.ItemFlag.ItemIsUserCheckable
    assert not model.flags(model.index(0, MAIL)) & Qt.ItemFlag.ItemIsUserCheckable
    before = model.is_all_ticked
    with qtbot.waitSignals([model.ticked, model.dataChanged]):
        assert model.setData(model.index(0, OUTCOME), UNCHECKED, role)
    assert model.chosen_sources() == {"e.eml"}
    assert (before, model.is_all_ticked) == (True, False)
    # As views hand it over.
    assert model.setData(model.index(0, OUTCOME), CHECKED.value, role)
    assert model.chosen_sources() == {"a.eml", "e.eml"}


def test_only_what_would_be_taken_in_has_a_tick(model: ResultsModel) -> None:
    model.begin(with_ticks=True)
    model.add([REJECTED, FAILED, ACTIVITY, DUPLICATE, ADDING])
    role = Qt.ItemDataRole.CheckStateRole
    assert [shown(model, row, OUTCOME, role) for row in range(5)] == [None, None, CHECKED, None, CHECKED]
    for row in (0, 1, 3):
        assert not model.flags(model.index(row, OUTCOME)) & Qt.ItemFlag.ItemIsUserCheckable
        assert not model.setData(model.index(row, OUTCOME), UNCHECKED, role)
    assert model.chosen_sources() == {"a.eml", "f.eml"}


def test_a_tick_stays_with_its_mail_when_problems_come_in_above_it(model: ResultsModel) -> None:
    model.begin(with_ticks=True)
    model.add([ACTIVITY])
    model.add([WARNED])
    model.setData(model.index(0, OUTCOME), UNCHECKED, Qt.ItemDataRole.CheckStateRole)
    model.add([REJECTED])
    assert shown(model, 1, OUTCOME, Qt.ItemDataRole.CheckStateRole) == UNCHECKED
    assert model.chosen_sources() == {"e.eml"}
    model.begin(with_ticks=True)
    model.add([ACTIVITY])
    assert model.chosen_sources() == {"a.eml"}


def test_results_of_an_import_have_no_ticks_and_nothing_is_edited(model: ResultsModel) -> None:
    model.add([ACTIVITY])
    assert shown(model, 0, OUTCOME, Qt.ItemDataRole.CheckStateRole) is None
    assert not model.setData(model.index(0, OUTCOME), UNCHECKED, Qt.ItemDataRole.CheckStateRole)
    assert not model.setData(model.index(0, MAIL), "other", Qt.ItemDataRole.EditRole)
    assert not model.setData(QModelIndex(), UNCHECKED, Qt.ItemDataRole.CheckStateRole)
