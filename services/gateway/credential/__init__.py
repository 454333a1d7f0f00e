"""What proves who somebody is: passwords, second factors, recovery codes and one-time links."""
