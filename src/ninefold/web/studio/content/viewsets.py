"""Items and variants in Wagtail: lists, editor, drafts, workflow, locking, history, by the rights of our roles."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet

from ninefold.content.models import ContentItem, Variant
from ninefold.web.studio.content.forms import ItemForm, SlotsInput, TagInput, VariantForm
from ninefold.web.studio.content.helping import WritingPanel
from ninefold.web.studio.content.landing import (
    ItemCreateView,
    ItemDeleteView,
    ItemEditView,
    VariantDeleteView,
    VariantUnpublishView,
)
from ninefold.web.studio.content.pagerights import PagePolicy
from ninefold.web.studio.content.planning import SchedulePanel
from ninefold.web.studio.content.previewing import (
    VariantPreviewForTask,
    VariantPreviewOnCreate,
    VariantPreviewOnEdit,
    VariantPreviewRevision,
)
from ninefold.web.studio.content.roles import RolePolicy
from ninefold.web.studio.content.telling import VariantCreateView, VariantEditView, VariantWorkflowView
from ninefold.web.studio.content.topics import TOPIC_HELP, TopicInput

register_permission_policy(ContentItem, RolePolicy(ContentItem))
register_permission_policy(Variant, RolePolicy(Variant))
register_permission_policy(Page, PagePolicy(Page))


class ItemViewSet(SnippetViewSet):  # type: ignore[misc]  # Wagtail ships no types
    """What an item is about: topic, purpose, form factors, facts, life span."""

    model = ContentItem
    icon = "doc-full"
    menu_label = "Items"
    list_display = ("title", "topic", "purpose", "default_tag")
    search_fields = ("title", "topic")
    add_view_class = ItemCreateView
    edit_view_class = ItemEditView
    delete_view_class = ItemDeleteView
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("topic", widget=TopicInput, help_text=TOPIC_HELP), FieldPanel("purpose")]),
            MultiFieldPanel([FieldPanel("form_factors"), FieldPanel("default_tag", widget=TagInput)], heading="Where"),
            FieldPanel("audience"),
            FieldPanel("facts"),
            HelpPanel(template="studio/content/claims_panel.html", heading="Where these facts come from"),
            MultiFieldPanel([FieldPanel("sources"), FieldPanel("evidence")], heading="Sources and evidence"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")], heading="Life span"),
            FieldPanel("is_public"),
        ],
        base_form_class=ItemForm,
    )


class VariantViewSet(SnippetViewSet):  # type: ignore[misc]  # as above
    """What an item says to one community."""

    model = Variant
    icon = "edit"
    menu_label = "Versions"
    list_display = ("__str__", "tag", "form_factor", "live")
    list_filter = ("item", "tag", "live")
    add_view_class = VariantCreateView
    edit_view_class = VariantEditView
    delete_view_class = VariantDeleteView
    unpublish_view_class = VariantUnpublishView
    workflow_action_view_class = VariantWorkflowView
    preview_on_add_view_class = VariantPreviewOnCreate
    preview_on_edit_view_class = VariantPreviewOnEdit
    revisions_view_class = VariantPreviewRevision
    workflow_preview_view_class = VariantPreviewForTask
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("item"), FieldPanel("tag", widget=TagInput), FieldPanel("form_factor")]),
            MultiFieldPanel(
                [
                    FieldPanel("subject"),
                    FieldPanel("preheader"),
                    FieldPanel("layout"),
                    FieldPanel("filled", widget=SlotsInput, heading="In its slots"),
                ],
                heading="Mail",
            ),
            WritingPanel(template="studio/content/writing_panel.html", heading="How to write it"),
            FieldPanel("body"),
            SchedulePanel(),
        ],
        base_form_class=VariantForm,
    )
