"""What runs in a process of its own, because a file can make it hang, crash or eat memory.

`neshast.reading.helper` starts it and asks it; nothing else imports what stands here.
"""
