"""The two ways in which an Outlook file cannot be read as a mail."""


class DamagedMessage(Exception):  # noqa: N818 - names what the file is, and stands in results as such
    """The container is damaged or cut off; the message is the sentence to show (`failed: unreadable`)."""


class NotAMessage(Exception):  # noqa: N818 - as above
    """A compound file that holds something else, a document for example (`failed: not_an_email`)."""
