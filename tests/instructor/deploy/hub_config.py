"""The settings of the test's hub: those of our values, as the chart sets them, on this machine."""

import json
import os
from pathlib import Path

from tests.instructor.deploy.values import KUBERNETES

c = get_config()  # noqa: F821
here = json.loads(Path(os.environ["TEST_HUB"]).read_text(encoding="utf-8"))

# As the chart does with hub.config and the files of jupyterhub_config.d ...
for section, settings in here["config"].items():
    for name, value in settings.items():
        setattr(c[section], name, value)
load_subconfig(str(KUBERNETES / "10-course.py"))  # noqa: F821

# ... and what a machine has instead of a cluster.
c.JupyterHub.spawner_class = "tests.instructor.deploy.numeric_spawner.NumericSpawner"
c.NumericSpawner.uid = c.KubeSpawner.uid
c.NumericSpawner.gid = c.KubeSpawner.gid
c.NumericSpawner.home_dir_template = f"{here['folder']}/homes/{{username}}"
c.Spawner.cmd = here["command"]
c.Spawner.environment = here["environment"]
c.Spawner.env_keep = []
c.Spawner.args = ["--ServerApp.root_dir=."]
c.JupyterHub.bind_url = here["address"]
c.JupyterHub.hub_bind_url = here["hub_address"]
c.ConfigurableHTTPProxy.api_url = here["proxy_address"]
c.ConfigurableHTTPProxy.command = here["proxy"]
c.JupyterHub.db_url = f"sqlite:///{here['folder']}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{here['folder']}/cookie_secret"
c.JupyterHub.services = [{"name": "hands", "api_token": here["token"]}]
c.JupyterHub.load_roles = [
    {"name": "hands", "scopes": ["admin:servers", "access:servers"], "services": ["hands"]}
]
