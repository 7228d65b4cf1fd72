"""The command `detente`."""


def main() -> None:
    """Run the command line."""
