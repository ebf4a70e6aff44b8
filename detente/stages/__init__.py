"""The stages: each file one public function from a document towards its coding."""
