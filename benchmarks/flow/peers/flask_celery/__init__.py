"""Four small Flask apps, gunicorn, SQLAlchemy, marshmallow; each tells the others by Celery tasks."""
