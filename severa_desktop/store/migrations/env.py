"""Alembic's way in: runs migrations on the connection it is handed, whose transaction is not its own."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
