"""The bench of the weak line: `make weak-line` tells stories in pages whose requests, answers and sockets are held up by chance."""
