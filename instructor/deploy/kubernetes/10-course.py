"""The hub's settings that need Python; the chart loads it from jupyterhub_config.d.

Everyone's server runs as a numeric user of its own (see hub_uids.py, mounted beside the hub's
settings). With one user for all, any student could read, change or delete what others handed in.
"""

from hub_uids import uid_of

c = get_config()  # noqa: F821

c.KubeSpawner.uid = lambda spawner: uid_of(spawner.user.name)
# The group `users`. Without it the group would be root's, and that group is in every container.
c.KubeSpawner.gid = 100
