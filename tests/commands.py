"""Commands run in this process, as tests of the command line do."""

from typer.testing import CliRunner, Result

from flows import cli


def invoked(*arguments: str, code: int = 0, given: str | None = None) -> Result:
    """Run a command, which must end with `code`."""
    result = CliRunner().invoke(cli.app, list(arguments), input=given)
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


def detente(*arguments: str, code: int = 0, given: str | None = None) -> tuple[str, str]:
    """Run a command; return what it prints and what it says on the side."""
    result = invoked(*arguments, code=code, given=given)
    return result.stdout, result.stderr
