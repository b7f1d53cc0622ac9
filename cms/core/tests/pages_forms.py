"""What the form of a page sends."""

# A heading alone; made by a script from what the form holds as JSON.
BODY = {
    "body-count": "1",
    "body-0-deleted": "",
    "body-0-order": "0",
    "body-0-type": "heading",
    "body-0-id": "",
    "body-0-value": "小标题",
    "attachments-count": "0",
}
