"""An instructor's own settings on a hub; copy it into the course folder, `marking/`."""

c = get_config()  # noqa: F821

# Take no submission that another account handed in.
c.ExchangeFactory.collect = "coursekit.exchange.CollectOwn"
# On The Littlest JupyterHub: "names".
c.CollectOwn.accounts = "numbers"
