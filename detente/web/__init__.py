"""The explorer: a store in a browser, and an API; `detente serve` starts it.

    site = Site("news.db")
    app = make_app(site)

FastAPI, Starlette and uvicorn are imported in this package alone, and only when it is used.
"""
