"""Coach Desk. Nothing is imported here: ``desk.py`` reads ``coachdesk.infra`` without Django."""
