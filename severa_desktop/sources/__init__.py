"""Where mails come from. Finds and hands over their bytes; never reads what a mail says."""
