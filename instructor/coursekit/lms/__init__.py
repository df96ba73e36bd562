"""What the course exchanges with a learning platform: class lists, hand-ins, marks."""
