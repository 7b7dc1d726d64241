"""The teacher's side: release, collect, report. Needs the extra ``classroom``, and no Jupyter.

One direction: ``files`` (what lies in a folder or zip) → ``handins`` (typed, checked data, or a
problem with a reason) → ``results`` (how each task was answered) → ``tally`` (counts of a class
that can be added up) → ``report`` (pages and tables). ``records`` holds what they pass on.

Of the report, ``grades`` and ``tables`` make the CSV files, ``gradebook`` fills an export of an
LMS, ``page`` writes the class page (``marks``, ``sorts``, ``fields``, ``calibration`` are its
parts, ``guard`` says which counts may be shown), ``learner_pages`` the feedback, and ``folder``
puts the new report in the place of the old.

``study`` measures a course with the two tests, ``sizes`` says how many learners that takes, and
``simulated`` makes up a class to try it on.

Nothing here runs, imports or unpickles what a learner sent, and nothing opens a connection.
"""
