"""Pictures of the media library: cut for every slot beside the worker, never in a person's request, and read. In:
images, slots as data. Out: renditions that lie on disk."""
