"""Days that are lived again or made up, through the same decisions and the same commands as real ones."""
