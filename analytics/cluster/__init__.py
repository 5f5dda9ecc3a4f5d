"""Beyond one machine: the product's own import in the tasks of a Spark cluster, into a lake that the dashboard pulls from."""
