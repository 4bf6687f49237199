print("eventstore")
