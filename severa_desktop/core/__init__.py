"""The rules that turn an e-mail into an activity: pure Python, no input or output, no clock."""
