"""The end-to-end flows: BPMN, step handlers, decisions and scenarios in one folder each."""
