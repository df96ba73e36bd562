"""The course's own environment for everyone's server: /opt/tljh/config/jupyterhub_config.d/."""

c = get_config()  # noqa: F821

c.Spawner.cmd = ["/opt/course/bin/jupyterhub-singleuser"]
# Where terminals and notebooks find programs.
c.SystemdSpawner.extra_paths = ["/opt/course/bin"]
