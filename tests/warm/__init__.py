"""actx without its start-up: a process that has imported everything, and a fork of it for each command line.

Starting Python and importing NumPy takes most of the time of a short command. In the quick run the command
lines whose start is not what a test is about are answered by forks of `serve`. A test hands arguments,
folder, environment and streams over by itself (see `process`). What a shell starts is `call`, which hands its
own over and ends as the fork did: by its status, or by its signal. Pipes, files and exit statuses are real;
only the import is shared. `--thorough` starts a new process for each.
"""
