"""One way in for every export: a campaign, a state and options give files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from dashboard.address import ViewState, picture_name
from dashboard.export.data_files import DATA_FORMATS, DataFiles
from dashboard.export.files import ExportedFile, safe_stem
from dashboard.export.material import Material
from dashboard.export.options import FILM_FORMATS, FORMATS, PACK, ExportOptions
from dashboard.export.pictures import MEDIA_TYPES, PICTURE_FORMATS, picture
from dashboard.export.progress import Progress
from dashboard.translation import in_language
from geo.errors import InputError
from geo.pipeline import Campaign, Course, SiteLevel

__all__ = ["FORMATS", "PACK", "ExportOptions", "ExportedFile", "export", "export_step"]


def export(
    campaign: Campaign,
    state: ViewState,
    options: ExportOptions | None = None,
    *,
    progress: Progress | None = None,
    courses: Mapping[SiteLevel, Course] | None = None,
) -> list[ExportedFile]:
    """Make the files that were asked for.

    Parameters
    ----------
    campaign
        From `geo.pipeline.open_campaign`.
    state
        What is looked at, the same object as the address holds.
    options
        Which files, and how.
    progress
        Told how far it is; may cancel.
    courses
        What is already followed under the state's filters, by level.

    Returns
    -------
    list of ExportedFile
        In the order of the formats, all finished; nothing is written.

    Raises
    ------
    DharnaError
        With one sentence that says what to do.
    CancelledError
        When `progress` says so.
    """
    wanted = options or ExportOptions()
    told = progress or Progress()
    with in_language(wanted.language):
        material = _material(campaign, state, wanted, courses or {})
        if PACK in wanted.formats:
            from dashboard.export.pack import pack

            return [pack(material, wanted, told)]
        return list(make_files(material, wanted, told))


def export_step(campaign: Campaign, position: int, options: ExportOptions) -> ExportedFile:
    """Make the picture of one step of the options' story, with the step's own title and words.

    Raises
    ------
    InputError
        When the story has no such step.
    """
    from dashboard.export.steps import steps_of

    story = options.story
    if story is None or not 0 <= position < len(story.steps):
        msg = f"The story has no step {position + 1}."
        raise InputError(msg)
    with in_language(options.language):
        one = replace(options, story=replace(story, steps=(story.steps[position],)))
        (step,) = steps_of(_material(campaign, ViewState(campaign.days[0]), one, {}), one)
        data = picture(
            step.material,
            step.day,
            "png",
            preset=options.preset,
            scheme=options.scheme,
            caption=step.caption,
        )
    return ExportedFile(f"{stem_of(step.material)}_step_{position + 1}.png", "image/png", data)


def _material(
    campaign: Campaign,
    state: ViewState,
    wanted: ExportOptions,
    courses: Mapping[SiteLevel, Course],
) -> Material:
    return Material(
        campaign,
        state,
        wanted.made,
        first=wanted.first,
        last=wanted.last,
        language=wanted.language,
        courses=dict(courses),
    )


def make_files(
    material: Material, options: ExportOptions, progress: Progress
) -> Iterator[ExportedFile]:
    """Yield the files of each format in turn."""
    stem = stem_of(material)
    data = DataFiles(material, stem)
    for kind in dict.fromkeys(options.formats):
        progress.begin(kind)
        if kind in DATA_FORMATS:
            yield from data.make(kind)
        else:
            yield _makers()[kind](material, options, progress)


def stem_of(material: Material) -> str:
    """Return how the names of a campaign's files begin."""
    return safe_stem(material.campaign.info.id or material.campaign.info.title)


_Maker = Callable[[Material, ExportOptions, Progress], ExportedFile]


def _makers() -> dict[str, _Maker]:
    makers: dict[str, _Maker] = {}
    for kind in PICTURE_FORMATS:
        makers[kind] = _picture_maker(kind)
    for kind in FILM_FORMATS:
        makers[kind] = _film_maker(kind)
    return makers | {"multiples": _multiples, "pptx": _slides, "html": _page}


def _picture_maker(kind: str) -> _Maker:
    def make(material: Material, options: ExportOptions, _: Progress) -> ExportedFile:
        data = picture(
            material, material.state.day, kind, preset=options.preset, scheme=options.scheme
        )
        name = picture_name(stem_of(material), material.state).removesuffix("png") + kind
        return ExportedFile(name, MEDIA_TYPES[kind], data)

    return make


def _film_maker(kind: str) -> _Maker:
    def make(material: Material, options: ExportOptions, progress: Progress) -> ExportedFile:
        from dashboard.export.film import FILM_TYPES, film

        data = film(material, kind, options, progress)
        return ExportedFile(f"{stem_of(material)}.{kind}", FILM_TYPES[kind], data)

    return make


def _multiples(material: Material, options: ExportOptions, _: Progress) -> ExportedFile:
    from dashboard.export.small_multiples import small_multiples

    data = small_multiples(material, preset=options.preset, scheme=options.scheme)
    return ExportedFile(f"{stem_of(material)}_all_days.png", "image/png", data)


def _slides(material: Material, options: ExportOptions, progress: Progress) -> ExportedFile:
    from dashboard.export.slides import SLIDES_TYPE, slides

    data = slides(material, options, progress)
    return ExportedFile(f"{stem_of(material)}.pptx", SLIDES_TYPE, data)


def _page(material: Material, options: ExportOptions, _: Progress) -> ExportedFile:
    from dashboard.export.standalone import standalone_page

    data = standalone_page(material, options)
    return ExportedFile(f"{stem_of(material)}.html", "text/html", data)
