"""The licences of the program and of all that is shipped with it, as texts to read."""

from severa_desktop.paths import resource_folder
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

_OWN = "LICENSE"
_THIRD_PARTY = "LICENSES-THIRD-PARTY.md"


def licence_texts() -> str:
    """Return the program's own licence, then those of the icons and of every package; raises UserError."""
    resources = resource_folder()
    # Installed they are among the resources, developing at the top of the repository.
    folder = resources if (resources / _THIRD_PARTY).is_file() else resources.parent
    parts = (folder / _OWN, resources / "icons" / "LICENSE", folder / _THIRD_PARTY)
    try:
        own, icons, packages = (path.read_text(encoding="utf-8").strip() for path in parts)
    except OSError as error:
        sentence = _("The licences cannot be read ({error}). Install the program anew.")
        raise UserError(sentence.format(error=error.strerror or error)) from None
    return f"# Severa Desktop\n\n{own}\n\n# Lucide, the icons\n\n{icons}\n\n{packages}\n"
