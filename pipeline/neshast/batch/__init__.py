"""Many documents, in shards, by several processes; what is finished stays finished."""
