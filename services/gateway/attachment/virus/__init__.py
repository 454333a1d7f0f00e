"""Whether what was sent carries malware: asked of a scanner beside us, before anybody else sees it."""
