"""The course's own directives, one a file: accessible plain HTML, to which scripts add."""

from __future__ import annotations

from sphinx.application import Sphinx

from sitekit.directives import (
    alignment,
    chart,
    concerns,
    datasources,
    discussion,
    exercise,
    explorer,
    negotiation,
    pathways,
    printed,
    progress,
    prompt_sheet,
    recording,
    recordings,
    selfcheck,
    talk,
    timeline,
    timetable,
    worksheet,
)


def setup(app: Sphinx) -> None:
    prompt_sheet.setup(app)
    app.add_directive("recording", recording.Recording)
    app.add_directive("talk", talk.TalkCard)
    app.add_directive("timetable", timetable.Timetable)
    app.add_directive("timeline", timeline.Timeline)
    app.add_directive("concerns", concerns.Concerns)
    app.add_directive("data-sources", datasources.DataSources)
    app.add_directive("recordings", recordings.RecordingsIndex)
    app.add_directive("chart", chart.ChartFigure)
    app.add_directive("explorer", explorer.ExplorerCard)
    app.add_directive("discussion", discussion.Discussion)
    app.add_directive("position", discussion.Position)
    app.add_directive("selfcheck", selfcheck.SelfCheck)
    app.add_directive("exercise", exercise.ExerciseCard)
    app.add_directive("progress", progress.Progress)
    app.add_directive("negotiation", negotiation.NegotiationPaper)
    app.add_directive("alignment", alignment.AlignmentMatrix)
    app.add_directive("estimates", alignment.Estimates)
    app.add_directive("pathways", pathways.Pathways)
    app.add_directive("pathway-form", pathways.PathwayForm)
    app.add_directive("worksheet", worksheet.WorksheetForm)
    app.add_directive("print-editions", printed.PrintEditions)
