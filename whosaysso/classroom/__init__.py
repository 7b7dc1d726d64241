"""The teacher's side: release, collect, report. Needs the extra ``classroom``, and no Jupyter.

One direction: ``files`` (what lies in a folder or zip) → ``handins`` (typed, checked data, or a
problem with a reason) → ``results`` (how each task was answered) → ``tally`` (counts of a class
that can be added up) → ``report`` (pages and tables). ``records`` holds what they pass on.

Nothing here runs, imports or unpickles what a learner sent, and nothing opens a connection.
"""
