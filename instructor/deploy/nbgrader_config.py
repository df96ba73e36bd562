"""nbgrader's settings for everyone on a hub; it goes to /etc/jupyter/nbgrader_config.py."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "sequence-data"
# A volume (or, on one server, a folder) that everyone's server has at this place.
c.Exchange.root = "/srv/nbgrader/exchange"
