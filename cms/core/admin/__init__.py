"""The admin of this room: forms, menus, reports. Only wiring and HTTP; verbs stand in cms.core.services."""
