"""The temporary store of a dry run: as the real one, which it neither writes to nor locks."""

from dataclasses import replace
from pathlib import Path

from severa_desktop.core.model import Origin
from severa_desktop.core.query import ActivityQuery
from severa_desktop.store.changes import Decided
from severa_desktop.store.compression import compress
from severa_desktop.store.records import NewCopy
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, SETTINGS, company
from tests.store.made import keep
from tests.store.test_writer import KEY, refusal


def test_it_knows_what_the_real_one_knows_and_leaves_that_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = company(path)
    keep(store, 1, subject="one", body="body", file_name="a.pdf", customer="c1", project=1001)
    with store.writing() as writer:
        writer.add_refusal(refusal())
    with store.reading() as reader:
        wanted = reader.activity(1)
    assert wanted
    # Another process may hold the one place of the writer all the while.
    with store.writing(), Store.scratch_of(path) as scratch:
        with scratch.writing() as writer:
            assert (writer.settings(), writer.directory()) == (SETTINGS, DIRECTORY)
            found = writer.known_by([KEY, "id:r@x", "id:none"])
            assert {key: (known.activity_id, known.refusal_id) for key, (known,) in found.items()} == {
                KEY: (1, None),
                "id:r@x": (None, 1),
            }
            assert writer.activity(1) == wanted
            assert writer.original(1) == b"mail 1"
            writer.begin_import(9)
            new = keep(writer, 2, subject="two")
            assert new != 1
            writer.add_copy(1, NewCopy(Origin("2.eml", 0), compress(b"other"), 1, 9), differs=True)
            writer.change_activity(1, Decided(replace(wanted.activity, customer=None), (), ()), 1, 9)
        with scratch.writing() as writer:
            (known,) = writer.known_by([KEY])[KEY]
            assert len(known.copies) == 2
            assert list(writer.known_by(["id:2@acme.example"])) == ["id:2@acme.example"]
            writer.refusal_accepted(1, new)
            assert "id:r@x" not in writer.known_by([KEY])
        folder = scratch.path.parent
        assert folder.is_dir()
    assert not folder.exists()
    with store.reading() as reader:
        assert reader.activity(1) == wanted
        assert len(reader.copies_of(1)) == 1
        assert list(reader.activity_ids(ActivityQuery())) == [1]
        assert reader.refusal(1)
    store.close()


def test_of_a_store_that_is_not_there_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "none" / "store.sqlite"
    with Store.scratch_of(path) as scratch, scratch.reading() as reader:
        assert reader.known_by(["id:none"]) == {}
    assert not path.parent.exists()
