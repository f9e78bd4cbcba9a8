"""Join tagged PDFs into one, keeping the structure tree and its mapping, which ordinary merging loses."""

import warnings
from collections.abc import Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name


def join_parts(sources: Iterable[pikepdf.Pdf]) -> tuple[pikepdf.Pdf, list[int]]:
    """One document of all pages, and the index of each part’s first page.

    Links keep their named places, which the caller adds; outlines and metadata of the parts are left out.
    """
    joined = pikepdf.new()
    root = joined.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = joined.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    numbers, starts, base = Array(), [], 0
    for source in sources:
        starts.append(len(joined.pages))
        tree = append_pages(joined, source, base)
        base = append_numbers(numbers, tree.ParentTree.Nums, base)
        for kid in tree.K[0].K:
            kid.P = document
            document.K.append(kid)
    root.K = Array([document])
    root.ParentTree = joined.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = base
    joined.Root.StructTreeRoot = root
    return joined, starts


def append_pages(joined: pikepdf.Pdf, source: pikepdf.Pdf, base: int) -> pikepdf.Object:
    """Copy the pages of `source`, their structure numbers moved up by `base`; returns its structure tree.

    The tree rides on the first page as a private entry, so that it is copied in one object graph with them.
    """
    for page in source.pages:
        shift(page.obj, Name.StructParents, base)
        for annotation in page.obj.get(Name.Annots, []):
            shift(annotation, Name.StructParent, base)
    source.pages[0].obj.CandourTree = source.Root.StructTreeRoot
    first = len(joined.pages)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.exceptions.PageCopyWarning)  # named places are added by the caller
        joined.pages.extend(source.pages)
    carrier = joined.pages[first].obj
    tree = carrier.CandourTree
    del carrier.CandourTree
    return tree


def shift(item: pikepdf.Object, key: Name, base: int) -> None:
    """Move one structure number up."""
    if key in item:
        item[key] = int(item[key]) + base


def append_numbers(numbers: Array, part: pikepdf.Object, base: int) -> int:
    """Add a part’s mapping from content to structure; returns the first free number."""
    highest = base - 1
    for index in range(0, len(part), 2):
        highest = int(part[index]) + base
        numbers.append(highest)
        numbers.append(part[index + 1])
    return highest + 1

