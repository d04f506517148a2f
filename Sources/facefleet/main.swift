print("facefleet")
