"""Make dropped images small, publish them, and say so: the headless half of Pixferry.

Celery takes the jobs, Pillow and friends make the pixels, boto3 stores them. Never imports Qt; installs without it.
`contract` is the wire; imports go `app → tasks → pipeline → steps → imaging | storage | notify → errors → contract`.
"""
