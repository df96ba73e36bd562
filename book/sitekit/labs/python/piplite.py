"""What `%pip` and `piplite.install` do in this lab: say that there is nothing to install."""

# The kernel sets these at its start.
_PIPLITE_DISABLE_PYPI = True
_PIPLITE_URLS: list[str] = []


async def install(requirements, **options):
    """Raise an error that says what to do instead."""
    wanted = requirements if isinstance(requirements, str) else " ".join(requirements)
    raise ImportError(
        f"{wanted} cannot be installed here: this lab works without the internet and has Python's "
        "own library, dsilab and ipywidgets. For more, download the notebook and use Jupyter on a "
        "computer."
    )
