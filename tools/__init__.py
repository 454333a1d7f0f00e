"""Programs for the people who run and develop Linli: servers of one machine, loading, checks."""
import warnings

# known, said by a library in every process, and no news for whoever runs a command
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
