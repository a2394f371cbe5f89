"""Topics of neural-network theory: claims with their derivations, on a small trusted kernel."""
