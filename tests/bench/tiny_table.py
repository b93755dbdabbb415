"""A Textual app of ten lines with a table: what moving a cursor costs at least."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class TinyTable(App[None]):
    """A thousand rows."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Its rows."""
        table = self.query_one(DataTable)
        table.add_columns("number", "square")
        table.add_rows((number, number * number) for number in range(1000))


if __name__ == "__main__":
    TinyTable().run()
