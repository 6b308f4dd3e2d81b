"""Four small Starlette apps, uvicorn, SQLAlchemy over asyncpg, pydantic; each tells the others by FastStream."""
